// Where an option stands on its slider, and back.

/** Options of optimizers that have a slider, in the order of the rows. */
export const sliderOptions = ["learningRate", "momentum", "decay", "beta1", "beta2"] as const;
export type SliderOption = (typeof sliderOptions)[number];

export interface Slider {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The option's value at a place of the slider, as people would write it. */
  value(place: number): number;
  place(value: number): number;
}

/** Learning rates stand by their logarithm. */
const rates: Slider = {
  min: -5,
  max: 1,
  step: 0.02,
  value: (place) => Number((10 ** place).toPrecision(2)),
  place: (value) => Math.log10(value),
};

/** What is kept of the past, 0 to 0.9999, stands by how many nines it has. */
const shares: Slider = {
  min: 0,
  max: 4,
  step: 0.02,
  value: (place) => Number((1 - Number((10 ** -place).toPrecision(2))).toFixed(6)),
  place: (value) => -Math.log10(1 - value),
};

export const sliderOf = (option: SliderOption): Slider => (option === "learningRate" ? rates : shares);
