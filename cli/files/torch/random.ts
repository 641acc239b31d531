/** What a training draws at random, for scripts of Python: words of its streams, and how they change its inputs. */
import type { ResolvedDescription } from "../../../bindings/description.ts";
import { augments } from "../../../bindings/parts/augment.ts";

/** Words of the random streams, as `philox(count, step, index, stream)`. */
export const philoxFunction = (seed: number) => `
def philox(count, step, index, stream):
    """Words of Philox4x32-10 (Salmon et al., SC 2011)."""
    low, high = np.uint64(0xFFFFFFFF), np.uint64(32)
    c = [np.arange((count + 3) // 4, dtype=np.uint64)]
    c += [np.full_like(c[0], value) for value in (step, index, stream)]
    keys = [np.uint64(${seed} & 0xFFFFFFFF), np.uint64(${seed} >> 32)]
    for _ in range(10):
        a, b = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [(b >> high) ^ c[1] ^ keys[0], b & low, (a >> high) ^ c[3] ^ keys[1], a & low]
        keys = [(keys[0] + np.uint64(0x9E3779B9)) & low, (keys[1] + np.uint64(0xBB67AE85)) & low]
    return np.stack(c, 1).reshape(-1)[:count]

`;

/** `augmented(x, step)` and what it needs; nothing where inputs stay as they are. */
export function augmentFunctions(description: ResolvedDescription): string {
  if (!augments(description)) return "";
  const { augment, inputNoise = 0 } = description;
  const moves = augment && `    x = moved(x, step)\n`;
  const noise = inputNoise > 0 && `    x = x + ${inputNoise} * normal(philox(x.numel(), step, 0, 10)).reshape(x.shape)\n`;
  return `${augment ? movedFunction(augment) : ""}${noise ? NORMAL : ""}
def augmented(x, step):
    """The rows of a batch as training changed them at a step."""
${moves || ""}${noise || ""}    return x

`;
}

const movedFunction = ({ rows, columns, shift, rotate, scale }: NonNullable<ResolvedDescription["augment"]>) => `
def moved(x, step):
    """Images, each scaled and turned about its centre and shifted: bilinear between pixels, 0 outside."""
    count, rows, columns = len(x), ${rows}, ${columns}
    uniform = (philox(4 * count, step, 0, 9).reshape(count, 4).T + 0.5) / 2**31 - 1
    across, down, angle = uniform[0] * ${shift}, uniform[1] * ${shift}, np.radians(uniform[2] * ${rotate})
    cos, sin = np.cos(angle) / (1 + uniform[3] * ${scale}), np.sin(angle) / (1 + uniform[3] * ${scale})
    # Where a pixel comes from; torch measures from the centre, in halves of the width and of the height.
    back = np.stack([
        cos, sin * rows / columns, -2 * (cos * across + sin * down) / columns,
        -sin * columns / rows, cos, 2 * (sin * across - cos * down) / rows,
    ], 1).reshape(count, 2, 3)
    grid = F.affine_grid(torch.from_numpy(back), (count, 1, rows, columns), align_corners=False)
    return F.grid_sample(x.double().reshape(count, 1, rows, columns), grid, align_corners=False).float().reshape(x.shape)

`;

const NORMAL = `
def normal(words):
    """Standard normal deviates of random words: Wichura, AS 241 (1988), PPND7."""
    u = (words + 0.5) / 2**32
    q = u - 0.5
    r = 0.180625 - q * q
    near = q * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
    near /= ((67.18756360 * r + 78.757757664) * r + 17.895169469) * r + 1
    r = np.sqrt(-np.log(np.minimum(u, 1 - u))) - 1.6
    far = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
    far /= (0.12021132975 * r + 0.73700164250) * r + 1
    return torch.from_numpy(np.where(np.abs(q) <= 0.425, near, np.copysign(far, q)).astype(np.float32))

`;
