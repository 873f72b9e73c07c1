import { type Values, valuesOf } from '../../space/document.ts';
import { OPERATION_FAMILIES } from '../../space/operations.ts';
import { useApp } from '../store.ts';
import { tidy } from './BlocksForm.tsx';
import { familyColour, operationWords } from './words.ts';

interface Props {
  value: Values<string>;
  problem?: string | undefined;
  /** Leaves out a motif, which may not name itself. */
  except?: string;
  onChange: (value: Values<string>) => void;
}

/** Which operations may stand at a place: a box for each, by family, cells of the document among them. */
export function OperationsField({ value, problem, except, onChange }: Props) {
  const motifs = useApp((app) => app.space.motifs);
  const chosen = valuesOf(value);
  const families = [
    ...OPERATION_FAMILIES,
    ['Cells', Object.keys(motifs).filter((name) => name !== except)] as const,
  ].filter(([, names]) => names.length > 0);
  const toggle = (name: string, on: boolean) =>
    onChange(tidy(on ? [...chosen, name] : chosen.filter((each) => each !== name)));
  return (
    <fieldset className="plain">
      <legend className="section-head">
        Operation · {chosen.length === 1 ? 'fixed' : `one of ${chosen.length}`}
      </legend>
      {families.map(([title, names]) => (
        <details key={title} open={names.some((name) => chosen.includes(name)) || title === 'Convolution'}>
          <summary>
            {title}{' '}
            <span className="quiet">{names.filter((name) => chosen.includes(name)).length || ''}</span>
          </summary>
          <div className="toggles">
            {names.map((name) => (
              <label className="toggle" key={name}>
                <input
                  type="checkbox"
                  checked={chosen.includes(name)}
                  aria-invalid={problem !== undefined}
                  onChange={(event) => toggle(name, event.target.checked)}
                />
                <span className="swatch" style={{ background: familyColour(name) }} />
                {operationWords(name)}
              </label>
            ))}
          </div>
        </details>
      ))}
      {problem && (
        <p className="failure" role="alert">
          Operation {problem}.
        </p>
      )}
    </fieldset>
  );
}
