import { compile } from "usagi-nn";
import { train } from "../train.js";
import Client from "./client.js";
export default async function Page() {
  return <main><p id="server">{await train(await compile())}</p><Client /></main>;
}
