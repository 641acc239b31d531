import type { Training } from "./training.ts";

/**
 * A training goes on from where another one of the same network stands. An optimizer of the same name goes on with what it
 * has gathered, another one begins anew.
 */
export function takeOver(next: Training, before: Training): void {
  const { network, ...state } = before.state();
  const fresh = next.network.state().optimizer;
  const isSame = next.network.description.optimizer.name === before.network.description.optimizer.name &&
    Object.keys(fresh).join() === Object.keys(network.optimizer).join();
  next.restore({ ...state, network: isSame ? network : { ...network, optimizer: fresh } });
}
