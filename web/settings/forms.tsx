// The forms: the experiment, and the settings of all arms or of one.

import { signal } from "@preact/signals";
import { optionalParts } from "../../bindings/description.ts";
import { type Path, valueAt } from "../../experiment/problems.ts";
import { activation, activations } from "../../bindings/parts/activations.ts";
import { dense } from "../../bindings/parts/dense.ts";
import { type OptionalKind, optionalKinds } from "../../bindings/parts/layers.ts";
import { optimizers } from "../../bindings/parts/optimizers.ts";
import type { NamedRows, OptionRule, OptionRules } from "../../bindings/parts/options.ts";
import { schedules } from "../../bindings/parts/schedules.ts";
import {
  armNetworkOptions, defaults, labelNoise, regularizationOptions, stopOptions, trainingOptions,
} from "../../experiment/options.ts";
import {
  ChoiceField, control, ListField, NameField, OptionField, Problems, shown, SwitchField, Typed, valueOf,
} from "./fields.tsx";
import { texts } from "../texts/language.ts";
import { Swatch } from "../parts/swatch.tsx";
import type { Scope, Setting } from "./settings.ts";
import {
  addArm, armNames, layers, onOff, option, partSettings, removeArm, setOption, setPart, setPartOption, setting,
} from "./settings.ts";
import { draft, edit } from "../state/store.ts";

const chosenScope = signal<Scope>("common");

export function Settings() {
  const names = armNames();
  const t = texts.value;
  if (draft.value.value === undefined) return <p class="note">{t.formsNeedJson}</p>;
  const chosen = chosenScope.value;
  const scope = chosen !== "common" && chosen >= names.length ? "common" : chosen;
  return (
    <div class="settings">
      <ScopeChoice names={names} scope={scope} />
      <ArmActions names={names} scope={scope} />
      {/* Fields of another scope are other fields: what is typed in one must not turn up in the next. */}
      <div key={String(scope)}>
        {scope === "common" ? <Experiment /> : <ArmName arm={scope} />}
        <Optimizer scope={scope} />
        <Schedule scope={scope} />
        <Network scope={scope} />
        <Regularization scope={scope} />
        <Training scope={scope} />
      </div>
    </div>
  );
}

function ScopeChoice({ names, scope }: { names: string[]; scope: Scope }) {
  if (names.length === 0) return null;
  const t = texts.value;
  const choice = (value: Scope, label: string) => (
    <label class="chip">
      <input
        type="radio"
        name="scope"
        checked={scope === value}
        onChange={() => (chosenScope.value = value)}
      />
      <span>
        {value !== "common" && <Swatch index={value} />}
        {label}
        {hasProblems(value) && <span class="flag">{t.hasProblems}</span>}
      </span>
    </label>
  );
  return (
    <fieldset class="chips">
      <legend>{t.settingsOf}</legend>
      {choice("common", t.allArms)}
      {names.map((name, arm) => choice(arm, name))}
    </fieldset>
  );
}

function hasProblems(scope: Scope): boolean {
  return draft.value.problems.some(({ path }) =>
    scope === "common" ? path[0] !== "arms" : path[0] === "arms" && path[1] === scope,
  );
}

function ArmActions({ names, scope }: { names: string[]; scope: Scope }) {
  const t = texts.value;
  return (
    <p class="actions">
      <button type="button" class="small" onClick={() => (chosenScope.value = addArm(scope))}>
        {scope === "common" ? t.addArm : t.copyArm}
      </button>
      {scope !== "common" && (
        <button
          type="button"
          class="small"
          onClick={() => {
            removeArm(scope);
            chosenScope.value = names.length > 1 ? Math.max(0, scope - 1) : "common";
          }}
        >
          {t.removeArm}
        </button>
      )}
    </p>
  );
}

function Experiment() {
  const t = texts.value;
  const name = setting("common", ["name"], undefined);
  const seeds = setting("common", ["seeds"], defaults.seeds);
  const limits = (["train", "test"] as const).map((kind) => option("common", ["dataset"], kind, t.all));
  const validation = option("common", ["dataset"], "validation", t.none);
  const noise = option("common", ["dataset"], "labelNoise", labelNoise.default);
  return (
    <fieldset>
      <legend>{t.experiment}</legend>
      <NameField label={t.name} setting={name} set={(value) => edit(name.path, value)} />
      <ListField label={t.seeds} setting={seeds} set={(value) => edit(seeds.path, value)} />
      <div class="group">
        <OptionField common={false} label={t.trainImages} setting={limits[0]!} set={(value) => setOption(limits[0]!, value)} />
        <OptionField common={false} label={t.testImages} setting={limits[1]!} set={(value) => setOption(limits[1]!, value)} />
        <OptionField common={false} label={t.validationImages} setting={validation} set={(value) => setOption(validation, value)} />
        <OptionField common={false} label={t.labelNoise} setting={noise} set={(value) => setOption(noise, value)} />
      </div>
      <Problems path={["description"]} />
    </fieldset>
  );
}

function ArmName({ arm }: { arm: number }) {
  const name = { path: ["arms", arm, "name"], own: armNames()[arm], inherited: undefined };
  return <NameField label={texts.value.armName} setting={name} set={(value) => edit(name.path, value)} />;
}

function Optimizer({ scope }: { scope: Scope }) {
  const t = texts.value;
  return (
    <fieldset>
      <legend>{t.optimizer}</legend>
      <Part
        scope={scope} path={["optimizer"]} rows={optimizers} standard={defaults.optimizer}
        label={t.optimizer} words={t.optimizers} labels={t.optionLabels}
      />
    </fieldset>
  );
}

function Schedule({ scope }: { scope: Scope }) {
  const t = texts.value;
  return (
    <fieldset>
      <legend>{t.schedule}</legend>
      <Part
        scope={scope} path={["schedule"]} rows={schedules} standard={defaults.schedule}
        label={t.schedule} words={t.schedules} labels={t.scheduleLabels}
      />
    </fieldset>
  );
}

/** A part of a table, such as an optimizer: its name and, in a group of their own, its options. */
function Part({ scope, path, rows, standard, label, words, labels }: {
  scope: Scope;
  path: Path;
  rows: NamedRows;
  standard: string;
  label: string;
  words: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
}) {
  const { name, options } = partSettings(scope, path, rows, standard);
  const common = scope !== "common";
  const main = options.filter(({ rule }) => !rule.detail);
  const details = options.filter(({ rule }) => rule.detail);
  const field = ({ key, setting: one, rule }: (typeof options)[number]) => {
    const set = (value: unknown) => setPartOption(scope, one, value, name);
    return <OptionField label={labels[key] ?? key} setting={one} set={set} common={common} rule={rule} />;
  };
  return (
    <>
      <ChoiceField
        label={label}
        setting={name}
        choices={Object.keys(rows)}
        words={words}
        common={common}
        set={(value) => setPart(scope, path, value)}
      />
      {/* An option of one part is not the other's of the same name. */}
      <div class="options" key={String(name.own ?? name.inherited)}>
        {main.length > 0 && <div class="group">{main.map(field)}</div>}
        {details.length > 0 && (
          <details open={details.some(({ setting }) => setting.own !== undefined)}>
            <summary>{texts.value.moreOptions}</summary>
            <div class="group">{details.map(field)}</div>
          </details>
        )}
      </div>
    </>
  );
}

function Network({ scope }: { scope: Scope }) {
  const t = texts.value;
  const common = scope !== "common";
  const plain = (key: string, rule: OptionRule, standard: unknown) => {
    const one = setting(scope, ["network", key], standard);
    return { setting: one, rule, common, set: (value: unknown) => edit(one.path, value) };
  };
  const trainable = setting(scope, ["network", "output", "trainable"], true);
  return (
    <fieldset>
      <legend>{t.network}</legend>
      <Layers scope={scope} />
      <Part
        scope={scope} path={["network", "activation"]} rows={activations} standard={activation.options.name.default}
        label={t.activation} words={t.words} labels={t.activationLabels}
      />
      <OptionField label={t.init} {...plain("init", dense.options.init, t.initDefault)} />
      <Options scope={scope} owner="network" rules={armNetworkOptions} labels={t.optionLabels} />
      {optionalKinds.map((kind) => <OptionalPart scope={scope} path={["network", kind]} part={kind} />)}
      <SwitchField
        label={t.outputTrainable}
        setting={trainable}
        common={common}
        set={(value) => edit(trainable.path, value)}
      />
    </fieldset>
  );
}

/** A part that is off, or on with options. */
function OptionalPart({ scope, path, part }: { scope: Scope; path: Path; part: OptionalKind | "clipping" }) {
  const { options, shorthand } = optionalParts[part]!;
  const on = shorthand === undefined ? true : { [shorthand]: options[shorthand]!.default };
  return <Optional scope={scope} path={path} rules={options} on={on} labels={texts.value.optionalParts[part]} />;
}

/** What is off, or on with options; `on` is what an experiment says then. */
function Optional({ scope, path, rules, on, labels }: {
  scope: Scope;
  path: Path;
  rules: OptionRules;
  on: unknown;
  labels: Readonly<Record<string, string>>;
}) {
  const state = onOff(scope, path);
  return (
    <>
      <SwitchField
        label={labels["name"]!}
        setting={state}
        common={scope !== "common"}
        set={(value) => edit(state.path, value === true ? on : value)}
      />
      {(state.own ?? state.inherited) === true && (
        <div class="group inner">
          {Object.entries(rules).map(([key, rule]) => {
            const one = option(scope, path, key, rule.default);
            const set = (value: unknown) => setOption(one, value);
            return <OptionField label={labels[key] ?? key} setting={one} set={set} rule={rule} common={scope !== "common"} />;
          })}
        </div>
      )}
    </>
  );
}

function Layers({ scope }: { scope: Scope }) {
  const t = texts.value;
  const { path, own, inherited } = layers(scope);
  const list: unknown[] = Array.isArray(own) ? own : Array.isArray(inherited) ? inherited : [];
  const unitsOf = (layer: unknown) => (typeof layer === "object" ? valueAt(layer, ["units"]) : layer);
  const set = (next: unknown[]) => edit(path, next);
  return (
    <div class="field wide" role="group" aria-labelledby="layers-label">
      <span class="label" id="layers-label">
        {t.layers} <code>hidden</code>
      </span>
      <div class="layers">
        <span class="fixed">784</span>
        {list.map((layer, i) => (
          <span class="layer" key={i}>
            <span aria-hidden="true">→</span>
            <Typed
              path={[...path, i]}
              label={t.unitsOfLayer(i + 1)}
              numeric
              value={shown(unitsOf(layer) ?? "")}
              commit={(text) => {
                const units = valueOf(text) ?? "";
                set(list.with(i, typeof layer === "object" ? { ...layer, units } : units));
              }}
            />
            <button
              type="button"
              class="remove"
              aria-label={t.removeLayer(i + 1)}
              onClick={() => set(list.toSpliced(i, 1))}
            >
              ×
            </button>
          </span>
        ))}
        <button
          type="button"
          class="small"
          aria-label={t.addLayer}
          onClick={() => set([...list, list.at(-1) ?? defaults.hidden[0]])}
        >
          +
        </button>
        <span aria-hidden="true">→</span>
        <span class="fixed">10</span>
      </div>
      {own !== undefined && scope !== "common" && (
        <button type="button" class="small" onClick={() => edit(path, undefined)}>
          {t.commonLayers}
        </button>
      )}
      {list.some((layer) => typeof layer === "object") && <p class="note">{t.layersWithMore}</p>}
      <Problems path={path} />
    </div>
  );
}

function Regularization({ scope }: { scope: Scope }) {
  const t = texts.value;
  const { layers, network } = regularizationOptions;
  return (
    <fieldset>
      <legend>{t.regularization}</legend>
      <div class="group">
        <Options scope={scope} owner="regularization" rules={{ ...layers, ...network }} labels={t.regularizationLabels} />
      </div>
    </fieldset>
  );
}

/** A field for each option of a part of the experiment. */
function Options({ scope, owner, rules, labels }: {
  scope: Scope;
  owner: string;
  rules: OptionRules;
  labels: Readonly<Record<string, string>>;
}) {
  return Object.entries(rules).map(([key, rule]) => {
    const one = setting(scope, [owner, key], rule.default);
    const set = (value: unknown) => edit(one.path, value);
    return <OptionField label={labels[key] ?? key} setting={one} set={set} rule={rule} common={scope !== "common"} />;
  });
}

/** Iterations or epochs: whichever is given takes the other back. */
function Length({ scope }: { scope: Scope }) {
  const t = texts.value;
  const [steps, epochs] = (["iterations", "epochs"] as const).map((key) => setting(scope, ["training", key], undefined));
  const field = (key: "iterations" | "epochs", one: Setting, other: Setting) => ({
    label: t.trainingLabels[key],
    common: scope !== "common",
    setting: {
      ...one,
      inherited: other.own === undefined ? (one.inherited ?? (other.inherited === undefined ? standardOf[key] : "–")) : "–",
    },
    set: (value: unknown) => {
      if (value !== undefined && other.own !== undefined) edit(other.path, undefined);
      edit(one.path, value);
    },
  });
  return (
    <>
      <OptionField {...field("iterations", steps!, epochs!)} />
      <OptionField {...field("epochs", epochs!, steps!)} />
    </>
  );
}

const { iterations, ...otherTraining } = trainingOptions;
const standardOf = { iterations: iterations.default, epochs: "–" };

function Training({ scope }: { scope: Scope }) {
  const t = texts.value;
  return (
    <fieldset>
      <legend>{t.training}</legend>
      <div class="group">
        <Length scope={scope} />
        <Options scope={scope} owner="training" rules={otherTraining} labels={t.trainingLabels} />
      </div>
      <OptionalPart scope={scope} path={["training", "clipping"]} part="clipping" />
      <Optional scope={scope} path={["training", "stop"]} rules={stopOptions} on={{}} labels={t.stopLabels} />
    </fieldset>
  );
}

/** The whole experiment as a text, for what the forms do not have. */
export function JsonEditor({ setText }: { setText: (text: string) => void }) {
  const t = texts.value;
  const { text, problems } = draft.value;
  return (
    <details class="json">
      <summary>experiment.json</summary>
      <p class="note">{t.jsonNote}</p>
      <label class="hidden" for="json">
        experiment.json
      </label>
      <textarea
        {...control([])}
        id="json"
        rows={18}
        spellcheck={false}
        autocomplete="off"
        value={text}
        aria-invalid={problems.length > 0}
        aria-describedby={problems.length > 0 ? "all-problems" : undefined}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
    </details>
  );
}
