/** What a path stands for, where it is not what a command takes. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, temporaryFolder, writeModels } from "./helpers.ts";
import { png } from "./png.ts";

const init = /; write one: node \S*cli\.js init mine\.json$/;
const inspect = /; look at it: node \S*cli\.js inspect \S+$/;

async function files() {
  const folder = temporaryFolder();
  const [model] = await writeModels(join(folder, "run"), ["plain"], [0]);
  for (const name of ["run.json", "results.json"]) writeFileSync(join(folder, "run", name), "{}");
  await cli("export", model!, "--out", join(folder, "a.onnx"));
  writeFileSync(join(folder, "a.png"), png({ width: 1, height: 1, lines: [[7]] }));
  mkdirSync(join(folder, "project"));
  for (const name of ["project/experiment.json", "x.json"]) writeFileSync(join(folder, name), '{ "name": "x" }');
  mkdirSync(join(folder, "nothing"));
  const said = async (...argv: string[]) => {
    const { code, err } = await cli(...argv);
    expect(code).toBe(2);
    return err.trimEnd().replaceAll(folder, "");
  };
  return { at: (name: string) => join(folder, name), model: model!, said };
}

test("run says what a path is that is no experiment, and what can be done with it", async () => {
  const { at, model, said } = await files();
  const image = await said("run", at("a.png"));
  expect(image).toContain("/a.png: is a PNG image, not an experiment (JSON)");
  expect(image).toMatch(init);
  writeFileSync(at("a.csv"), "x,y\n1,2\n");
  expect(await said("run", at("a.csv"))).toMatch(/\/a\.csv: is a CSV file, not an experiment \(JSON\); write one: .* init --data \/a\.csv$/);
  const network = await said("run", model);
  expect(network).toContain("is a safetensors file, not an experiment (JSON)");
  expect(network).toMatch(inspect);
  expect(await said("run", at("a.onnx"))).toMatch(/is an ONNX model, .*inspect \/a\.onnx$/);
  for (const name of ["run/run.json", "run/results.json"]) {
    expect(await said("run", at(name))).toMatch(/is what a run has written, no experiment; go on with it: .* resume \/run; look at it: .* inspect \/run$/);
  }
  expect(await said("run", at("run"))).toMatch(/is the folder of a run; go on with it: .* resume \/run; look at it/);
  expect(await said("run", at("project"))).toMatch(/is a folder; run the experiment in it: .* run \/project\/experiment\.json$/);
  expect(await said("run", at("nothing"))).toContain("is a folder; name the file of an experiment");
});

test("resume and inspect say that an experiment is one", async () => {
  const { at, model, said } = await files();
  expect(await said("resume", at("x.json"))).toMatch(/is a JSON file; the folder of a run is needed; if it is an experiment, train it with: .* run \/x\.json$/);
  expect(await said("resume", model)).toMatch(/is a safetensors file; the folder of a run is needed$/);
  expect(await said("inspect", at("x.json"))).toContain("an experiment is trained first, and its folder named here");
});

test("the files of a run stand for its folder", async () => {
  const { at, model } = await files();
  expect((await cli("export", at("run/results.json"))).out).toBe(`Wrote ${model.replace("safetensors", "onnx")}\n`);
  expect((await cli("resume", at("run/run.json"))).err).toContain(`${at("run")}/run.json: its formatVersion is missing`);
});

test("a network that was not chosen is not read, whatever has become of it", async () => {
  const folder = temporaryFolder();
  const [first, second] = await writeModels(folder, ["a", "b"], [0]);
  const bytes = readFileSync(second!);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(second!, bytes);
  expect(await cli("export", folder, "--arm", "a")).toMatchObject({ code: 0, out: `Wrote ${first!.replace("safetensors", "onnx")}\n` });
  expect((await cli("export", folder, "--arm", "b")).err).toContain("it was damaged or changed");
});
