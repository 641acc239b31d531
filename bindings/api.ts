// What every entry of the library exports; only where `compile` finds usagi.wasm differs.

export type { DatasetParts } from "./dataset.ts";
export { Dataset } from "./dataset.ts";
export type {
  BatchNormOptions, DenseOptions, DropoutOptions, HiddenLayer, Init, NetworkDescription, OutputLayer,
  ResolvedDescription,
} from "./description.ts";
export { UsagiError } from "./errors.ts";
export type { ImageSize } from "./image.ts";
export type { Model, ModelMetadata } from "./model.ts";
export { decodeModel, encodeModel, loadNetwork, saveNetwork } from "./model.ts";
export type { Evaluation, LabelEvaluation, NetworkState, TargetEvaluation } from "./network.ts";
export { Network } from "./network.ts";
export type { Activation } from "./parts/activations.ts";
export type { Loss, LossName } from "./parts/losses.ts";
export type { Optimizer, OptimizerName } from "./parts/optimizers.ts";
export type { Schedule, ScheduleName } from "./parts/schedules.ts";
export type { Dtype, Safetensors, SafeTensor } from "./safetensors.ts";
export { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
export type { Sampling } from "./sampler.ts";
export { Sampler } from "./sampler.ts";
