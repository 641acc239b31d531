"use client";
import { useEffect, useState } from "react";
import { compile } from "usagi-nn";
import { TrainingWorker } from "usagi-nn/worker";
import { makeRun, train } from "../train.js";
export default function Client() {
  const [text, setText] = useState("");
  useEffect(() => {
    const run = async () => [await train(await compile()), (await (await TrainingWorker.start(makeRun())).finished).digest];
    run().then((digests) => setText(digests.join(" ")), (error) => setText(`${error}`));
  }, []);
  return <p id="client">{text}</p>;
}
