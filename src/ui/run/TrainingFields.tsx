import { type NumericSetting, type RunSettings, SHRINKS } from '../../run/settings.ts';
import { CheckField, NumberField, SelectField } from '../shared/fields.tsx';

interface Props {
  readonly settings: RunSettings;
  readonly disabled: boolean;
  problemOf(path: string): string | undefined;
  change(changes: Partial<RunSettings>): void;
}

/** What a candidate may cost and how it is trained: the usual in sight, the rest behind a fold. */
export function TrainingFields({ settings, disabled, problemOf, change }: Props) {
  const number = (name: NumericSetting, label: string, hint: string, scale = 1) => (
    <NumberField
      label={label}
      hint={hint}
      disabled={disabled}
      // 0.07 × 100 is 7.000000000000001.
      value={Number((settings[name] * scale).toPrecision(12))}
      problem={problemOf(name)}
      onChange={(value) => change({ [name]: value / scale })}
    />
  );
  const sgd = settings.optimizer === 'sgd';
  return (
    <>
      <h3 className="section-head">Estimation</h3>
      {number('epochs', 'Epochs', 'Passes over its images for each candidate.')}
      {number('dataShare', 'Data, %', 'Share of the 50,000 training images; the same images for all.', 100)}
      <SelectField
        label="Image size"
        disabled={disabled}
        value={String(settings.shrink)}
        problem={problemOf('shrink')}
        options={SHRINKS.map((factor) => [String(factor), SIZES[factor]] as const)}
        onChange={(factor) => change({ shrink: Number(factor) })}
      />
      {number('batchSize', 'Batch', 'Images a training step.')}
      <SelectField
        label="Optimiser"
        disabled={disabled}
        value={settings.optimizer}
        problem={problemOf('optimizer')}
        options={[
          ['adam', 'Adam'],
          ['adamw', 'AdamW'],
          ['sgd', 'SGD'],
        ]}
        onChange={(optimizer) => change({ optimizer, ...FITTING[optimizer] })}
      />
      {number('learningRate', 'Rate', 'The learning rate at its peak.')}
      <details className="fold">
        <summary>Schedule and more</summary>
        <SelectField
          label="Schedule"
          disabled={disabled}
          value={settings.schedule}
          problem={problemOf('schedule')}
          options={[
            ['cosine', 'cosine'],
            ['onecycle', 'one cycle'],
            ['constant', 'constant'],
          ]}
          onChange={(schedule) => change({ schedule })}
        />
        {settings.schedule !== 'onecycle' &&
          number(
            'warmup',
            'Warm-up, %',
            'Share of the steps on which the rate rises from a tenth to its peak.',
            100,
          )}
        {sgd && number('momentum', 'Momentum', 'How much of the last steps goes on, 0 to 1.')}
        {number(
          'weightDecay',
          'Weight decay',
          'Of filters and matrices; biases and normalisation have none.',
        )}
        {number('clipNorm', 'Clip norm', "The gradient's norm is cut down to this; 0: never.")}
        {number(
          'labelSmoothing',
          'Smoothing, %',
          "Share of a label's probability that is spread over all classes.",
          100,
        )}
        {number(
          'ema',
          'EMA, %',
          'Weights are averaged over this share of the training, and the average counts; 0: not.',
          100,
        )}
        {number(
          'patience',
          'Patience',
          'Ends a candidate after so many epochs without a lower error; 0: never early.',
        )}
        {number('maxSeconds', 'Limit, s', 'A candidate that would take longer is given up; 0: never.')}
      </details>
      <details className="fold">
        <summary>Augmentation</summary>
        {number('shift', 'Shift, %', 'Images are moved by up to this share of their side.', 100)}
        {number('rotate', 'Turn, °', 'Images are turned by up to so many degrees.')}
        {number('scale', 'Scale, %', 'Images are enlarged or shrunk by up to this share.', 100)}
        <CheckField
          label="Mirror"
          hint="Half of the images are mirrored. Digits are not the same in a mirror: leave it off for them."
          value={settings.flip}
          disabled={disabled}
          onChange={(flip) => change({ flip })}
        />
        {number('cutout', 'Cutout, %', 'A square of this share of a side is blanked.', 100)}
        {number('mixup', 'Mixup', 'Images are mixed in pairs, by shares from Beta(α, α); this is α, 0: not.')}
      </details>
    </>
  );
}

const SIZES = { 1: 'full', 2: 'half', 4: 'quarter' } as const;

/** What was measured to do for small networks on small budgets, set with the optimiser: they differ by its nature. */
const FITTING = {
  adam: { learningRate: 0.02, weightDecay: 0 },
  adamw: { learningRate: 0.03, weightDecay: 0.05 },
  sgd: { learningRate: 0.2, weightDecay: 5e-4 },
} as const;
