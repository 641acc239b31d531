// The forms: the experiment, and the settings of all arms or of one.

import { signal } from "@preact/signals";
import { valueAt } from "../experiment/problems.ts";
import type { OptimizerName } from "../bindings/parts/optimizers.ts";
import { initNames } from "../bindings/parts/dense.ts";
import {
  ChoiceField, control, Field, NameField, Problems, shown, SwitchField, Typed, ValueField, valueOf,
} from "./fields.tsx";
import { texts } from "./language.ts";
import { Swatch } from "./swatch.tsx";
import type { Scope, Setting } from "./settings.ts";
import {
  addArm, armNames, choices, defaults, layers, onOff, option, optimizerSettings, removeArm, setOption,
  setOptimizer, setOptimizerOption, setting,
} from "./settings.ts";
import { draft, edit } from "./state.ts";

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
  return (
    <fieldset>
      <legend>{t.experiment}</legend>
      <NameField label={t.name} setting={name} set={(value) => edit(name.path, value)} />
      <Field path={seeds.path} label={t.seeds}>
        <Typed
          path={seeds.path}
          value={Array.isArray(seeds.own) ? seeds.own.join(", ") : ""}
          placeholder="0"
          commit={(text) => {
            const values = text.split(/[,、\s]+/).map(valueOf).filter((value) => value !== undefined);
            edit(seeds.path, values.length > 0 ? values : undefined);
          }}
        />
      </Field>
      <div class="group">
        <ValueField label={t.trainImages} setting={limits[0]!} set={(value) => setOption(limits[0]!, value)} />
        <ValueField label={t.testImages} setting={limits[1]!} set={(value) => setOption(limits[1]!, value)} />
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
  const { name, options } = optimizerSettings(scope);
  const common = scope !== "common";
  return (
    <fieldset>
      <legend>{t.optimizer}</legend>
      <ChoiceField
        label={t.optimizer}
        setting={name}
        choices={choices.optimizerNames}
        words={t.optimizers}
        common={common}
        set={(value) => setOptimizer(scope, value as OptimizerName | undefined)}
      />
      {/* An option of one optimizer is not the other's of the same name. */}
      <div class="group" key={String(name.own ?? name.inherited)}>
        {options.map(({ key, setting: one, choices: words, boolean }) => {
          const props = {
            label: (t.optionLabels as Record<string, string>)[key] ?? key,
            setting: one,
            set: (value: unknown) => setOptimizerOption(scope, one, value),
            common,
          };
          if (boolean) return <SwitchField {...props} />;
          return words ? <ChoiceField {...props} choices={words} words={t.words} /> : <ValueField {...props} />;
        })}
      </div>
    </fieldset>
  );
}

function Network({ scope }: { scope: Scope }) {
  const t = texts.value;
  const common = scope !== "common";
  const plain = (key: string, standard: unknown) => {
    const one = setting(scope, ["network", key], standard);
    return { setting: one, set: (value: unknown) => edit(one.path, value) };
  };
  const trainable = setting(scope, ["network", "output", "trainable"], true);
  return (
    <fieldset>
      <legend>{t.network}</legend>
      <Layers scope={scope} />
      <div class="group">
        <ChoiceField
          label={t.activation}
          choices={choices.activations}
          words={t.words}
          common={common}
          {...plain("activation", defaults.activation)}
        />
        <ValueField label={t.init} list="init-rules" {...plain("init", t.initDefault)} />
      </div>
      <Optional scope={scope} name="batchNorm" label={t.batchNorm}>
        {["momentum", "epsilon", "initialVariance"].map((key) => {
          const standard = defaults.batchNorm[key as keyof typeof defaults.batchNorm];
          const one = option(scope, ["network", "batchNorm"], key, standard);
          const label = t.batchNormLabels[key as keyof typeof t.batchNormLabels];
          return <ValueField label={label} setting={one} set={(value) => setOption(one, value)} />;
        })}
      </Optional>
      <Optional scope={scope} name="dropout" label={t.dropout}>
        <Dropout scope={scope} />
      </Optional>
      <SwitchField
        label={t.outputTrainable}
        setting={trainable}
        common={common}
        set={(value) => edit(trainable.path, value)}
      />
      <datalist id="init-rules">{initNames.map((rule) => <option value={rule} />)}</datalist>
    </fieldset>
  );
}

function Dropout({ scope }: { scope: Scope }) {
  const t = texts.value;
  const ratio = option(scope, ["network", "dropout"], "ratio", defaults.dropout.ratio);
  const scaling = option(scope, ["network", "dropout"], "scaling", defaults.dropout.scaling);
  return (
    <>
      <ValueField label={t.dropoutRatio} setting={ratio} set={(value) => setOption(ratio, value)} />
      <ChoiceField
        label={t.dropoutScaling}
        setting={scaling}
        choices={choices.dropoutScalings}
        words={t.words}
        common={scope !== "common"}
        set={(value) => setOption(scaling, value)}
      />
    </>
  );
}

/** Something that is off, or on with options. */
function Optional(props: {
  scope: Scope;
  name: "batchNorm" | "dropout";
  label: string;
  children: preact.ComponentChildren;
}) {
  const { scope, name, label, children } = props;
  const state = onOff(scope, ["network", name]);
  const set = (value: unknown) => {
    const standard = name === "dropout" ? { ratio: defaults.dropout.ratio } : true;
    edit(state.path, value === true ? standard : value);
  };
  return (
    <>
      <SwitchField label={label} setting={state} common={scope !== "common"} set={set} />
      {(state.own ?? state.inherited) === true && <div class="group inner">{children}</div>}
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
  const field = (key: keyof typeof defaults.regularization) => {
    const one: Setting = setting(scope, ["regularization", key], defaults.regularization[key]);
    return { setting: one, set: (value: unknown) => edit(one.path, value) };
  };
  return (
    <fieldset>
      <legend>{t.regularization}</legend>
      <div class="group">
        <ValueField label={t.l1} {...field("l1")} />
        <ValueField label={t.l2} {...field("l2")} />
        <ChoiceField
          label={t.l2Penalty}
          choices={choices.l2Penalties}
          words={t.words}
          common={scope !== "common"}
          {...field("l2Penalty")}
        />
      </div>
    </fieldset>
  );
}

function Training({ scope }: { scope: Scope }) {
  const t = texts.value;
  const common = scope !== "common";
  const field = (key: keyof typeof defaults.training) => {
    const one = setting(scope, ["training", key], defaults.training[key]);
    return { label: t.trainingLabels[key], setting: one, set: (value: unknown) => edit(one.path, value) };
  };
  return (
    <fieldset>
      <legend>{t.training}</legend>
      <div class="group">
        <ValueField {...field("iterations")} />
        <ValueField {...field("batchSize")} />
        <ValueField {...field("evaluateEvery")} />
        <ChoiceField {...field("sampling")} choices={choices.samplings} words={t.words} common={common} />
        <ChoiceField {...field("trainAccuracy")} choices={["batch", "all"]} words={t.words} common={common} />
      </div>
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
