/* global TextDecoder */
// What the bench laid out for its competitors (../task.js), read from a folder or over HTTP.

/** `read` gives a file's bytes in an array of its own. */
export async function given(read) {
  const { batchSize, networks, problems } = JSON.parse(new TextDecoder().decode(await read("task.json")));
  const rows = new Uint32Array((await read("rows.u32")).buffer);
  const idx = {};
  for (const part of ["train", "test"]) {
    idx[part] = {
      images: (await read(`${part}-images`)).slice(16), labels: (await read(`${part}-labels`)).slice(8),
    };
  }
  const flat = {};
  for (const name of Object.keys(networks)) {
    for (const moment of ["initial", "trained"]) {
      flat[`${name}-${moment}`] = new Float32Array((await read(`${name}-${moment}.f32`)).buffer);
    }
  }

  return {
    batchSize,
    networks,
    problems,
    /** Images (n, 784) as bytes, and labels (n), of "train" and "test". */
    idx,
    batch: (i) => rows.subarray(i * batchSize, (i + 1) * batchSize),
    /** [{ weight, bias, inputs, units }, …] of a network's "initial" or "trained" weights. */
    weights(name, moment) {
      let end = 0;
      const { widths } = networks[name];
      return widths.slice(1).map((units, i) => {
        const inputs = widths[i];
        const weight = flat[`${name}-${moment}`].slice(end, (end += inputs * units));
        return { weight, bias: flat[`${name}-${moment}`].slice(end, (end += units)), inputs, units };
      });
    },
    /** Images (n, 784) as float32 from 0 to 1, and labels (n). */
    floats: (part) => ({
      images: Float32Array.from(idx[part].images, (pixel) => pixel / 255),
      labels: Int32Array.from(idx[part].labels),
    }),
  };
}
