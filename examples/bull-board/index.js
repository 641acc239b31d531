// A dashboard of usagi-nn's queues, which are looked at and not changed: npm install && npm start
// USAGI_QUEUE is the Redis, PORT where the page is.

import { setInterval } from "node:timers";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import { Queue } from "bullmq";
import express from "express";
import { Redis } from "ioredis";

const port = Number(process.env.PORT ?? 3000);
const redis = new Redis(process.env.USAGI_QUEUE ?? "redis://localhost:6379", { maxRetriesPerRequest: null });
const serverAdapter = new ExpressAdapter();
const { addQueue } = createBullBoard({ queues: [], serverAdapter });

/** Each version of usagi-nn and each source of data has a queue, which is there once a worker or a study has come. */
const known = new Set();
async function look() {
  for await (const keys of redis.scanStream({ match: "usagi:*:meta" })) {
    for (const name of keys.map((key) => key.split(":")[1])) {
      if (known.has(name) || name === "workers") continue;
      known.add(name);
      const queue = new Queue(name, { connection: redis, prefix: "usagi", skipMetasUpdate: true });
      addQueue(new BullMQAdapter(queue, { readOnlyMode: true }));
    }
  }
}
await look();
setInterval(look, 5000);

const app = express();
app.use("/", serverAdapter.getRouter());
app.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}`));
