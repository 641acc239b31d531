// What the valley shows: a surface, a start, five balls, and the step at which they stand.

import { computed, effect, signal } from "@preact/signals";
import { fillOptimizer, type OptimizerName, optimizerRow, type ResolvedOptimizer } from "../../bindings/parts/optimizers.ts";
import { race } from "../state/store.ts";
import { type Path, Slope } from "./path.ts";
import { type SliderOption, sliderOptions } from "./sliders.ts";
import { type Point, type SurfaceName, surfaces } from "./surfaces.ts";

const first: readonly OptimizerName[] = ["sgd", "momentum", "adagrad", "rmsprop", "adam"];

export const surfaceName = signal<SurfaceName>("ravine");
export const surface = computed(() => surfaces[surfaceName.value]);
export const start = signal<Point>(surface.peek().start);
export const balls = signal<readonly ResolvedOptimizer[]>(first.map(ballOf));
/** The step at which all balls are shown; those that flew off before it stay where they were last. */
export const shownStep = signal(surface.peek().steps);

/** On the race's kernels, as soon as there are any. */
const slope = signal<Slope | undefined>(undefined);
effect(() => {
  if (race.value && !slope.peek()) slope.value = new Slope(race.value.module);
});

/** The way of each ball: nothing but a slider changes them, so they are known to the end at once. */
export const paths = computed<readonly Path[] | undefined>(() => {
  const { value: rolling } = slope;
  const { steps } = surface.value;
  return rolling && balls.value.map((ball) => rolling.roll(surface.value, ball, start.value, steps));
});

function ballOf(name: OptimizerName): ResolvedOptimizer {
  return fillOptimizer({ name, learningRate: surface.peek().rates[name] });
}

export function chooseSurface(name: SurfaceName): void {
  surfaceName.value = name;
  putBack();
}

/** The start and the rates of the surface, for the optimizers that are there. */
export function putBack(): void {
  start.value = surface.value.start;
  balls.value = balls.value.map(({ name }) => ballOf(name));
  shownStep.value = surface.value.steps;
}

export function chooseBall(index: number, name: OptimizerName): void {
  balls.value = balls.value.with(index, ballOf(name));
}

export function setOption(index: number, option: SliderOption, value: number): void {
  balls.value = balls.value.with(index, fillOptimizer({ ...balls.value[index]!, [option]: value }));
}

/** Moves the start within the picture. */
export function moveStart([x, y]: Point): void {
  const { x: across, y: up } = surface.value;
  const within = (value: number, [from, to]: Point) => Math.min(to, Math.max(from, value));
  start.value = [within(x, across), within(y, up)];
}

/** The options of a ball that have a slider, and their values. */
export function slidersOf(ball: ResolvedOptimizer): (readonly [SliderOption, number])[] {
  const { options } = optimizerRow(ball.name);
  const values: Readonly<Record<string, unknown>> = ball;
  return sliderOptions.flatMap((option) =>
    option in options && !options[option as keyof typeof options]?.detail ? [[option, values[option] as number] as const] : [],
  );
}
