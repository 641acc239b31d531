declare module "write-file-atomic" {
  export default function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void>;
}
