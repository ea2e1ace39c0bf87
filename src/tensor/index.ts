/** The room's door: other rooms import from here (and the operations as `op` from `ops/index.ts`). */
export type { AdamWConfig } from './adamw.ts';
export { gradients } from './autodiff/gradients.ts';
export { checkCudaFolder, CudaFolderError, cudaFolderVariable } from './cuda-folder.ts';
export { deviceReportSchema, deviceSchema } from './device-schema.ts';
export {
  chooseDevice,
  deviceCandidates,
  measureDevice,
  type DeviceChoice,
  type DeviceReport,
} from './devices.ts';
export type { DType } from './dtype.ts';
export { GraphError } from './errors.ts';
export {
  ForeignModel,
  ForeignModelError,
  type ForeignModelOptions,
  type ForeignTensor,
} from './foreign-model.ts';
export { FrozenWeights } from './frozen-weights.ts';
export { GraphBuilder } from './graph.ts';
export { widened } from './half.ts';
export {
  float32Data,
  floatTensor,
  hostTensor,
  int64Tensor,
  numbersOf,
  type HostTensor,
  type TensorData,
} from './host-tensor.ts';
export * from './initialize.ts';
export { quantize4, type Int4Matrix } from './int4.ts';
export { readAdapter, writeAdapter, type LoraAdapter } from './lora-adapter.ts';
export { lora, loraNames, loraParameters, loraScale, type LoraConfig, type LoraLayer } from './lora.ts';
export { createForward, Net, type Forward, type ForwardOptions, type InputSpecs } from './model-graph.ts';
export { encodeModel } from './onnx/encode.ts';
export * as op from './ops/index.ts';
export { ParameterError, ParameterStore, type ParameterSpec, type StoreState } from './parameter-store.ts';
export { Random, type RandomState } from './random.ts';
export { SafetensorsWriter, StoredTensors } from './safetensors-stream.ts';
export { readSafetensors, readSafetensorsHeader, SafetensorsError, writeSafetensors } from './safetensors.ts';
export type { Constraint } from './sampling/constraint.ts';
export { wholePass, type Decoder, type Pass } from './sampling/decoder.ts';
export {
  createGroupSampler,
  type GroupSampler,
  type GroupSamplerOptions,
  type Sample,
  type SampleProgress,
  type SampleRequest,
} from './sampling/group-sampler.ts';
export * from './schedule.ts';
export {
  createSession,
  Session,
  SessionError,
  type Device,
  type Feeds,
  type SessionOptions,
} from './session.ts';
export { sizeOf, type Shape } from './shape.ts';
export {
  createGradientStep,
  createTrainStep,
  createUpdateStep,
  type GradientStep,
  type LearningRate,
  type StepResult,
  type TrainStep,
  type TrainStepOptions,
  type UpdateStep,
} from './trainer-session.ts';
export type { ExternalTensor, Value } from './value.ts';
