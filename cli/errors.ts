import { UsagiError } from "../bindings/errors.ts";

/** Wrong usage or input. The message says what to do; the command ends with exit code 2. */
export class InputError extends Error {
  override name = "InputError";
  /** A line break within one of them comes from what it quotes. */
  readonly lines: readonly string[];
  constructor(...lines: string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/** What `use` returns, or promises; a UsagiError of it, about a file of the user's, becomes an InputError. */
export function ofInput<Result>(use: () => Result): Result {
  const rethrow = (error: unknown): never => {
    throw error instanceof UsagiError ? new InputError(error.message) : error;
  };
  try {
    const result = use();
    return result instanceof Promise ? (result.catch(rethrow) as Result) : result;
  } catch (error) {
    return rethrow(error);
  }
}

/** The code of a system error, such as "ENOENT". */
export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

const reasons: Record<string, string> = {
  ENOENT: "there is no such file or folder",
  EISDIR: "is a folder, not a file",
  ENOTDIR: "a part of the path is a file, not a folder",
  EACCES: "access is denied",
  EPERM: "access is denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than is allowed",
  ENAMETOOLONG: "the name is too long",
  ERR_INVALID_ARG_VALUE: "no file can have this name",
  ELOOP: "the links go in a circle",
  EIO: "the disk does not work (input/output error)",
};

/** A system error in words. */
export function reasonOf(error: unknown): string {
  return reasons[errorCode(error) ?? ""] ?? (error instanceof Error ? error.message : String(error));
}
