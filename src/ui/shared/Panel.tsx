import { type ReactNode, useId } from 'react';

interface PanelProps {
  title: ReactNode;
  /** Beside the title, quiet. */
  detail?: ReactNode;
  actions?: ReactNode;
  area?: string | undefined;
  /** The body has no padding and does not scroll: for charts. */
  flush?: boolean;
  /** The body scrolls and holds nothing that takes the focus: it takes it itself, so that keys can scroll it. */
  scrolls?: boolean;
  /** As large as the window. */
  large?: boolean;
  children: ReactNode;
}

/** A titled region of the screen. */
export function Panel({
  title,
  detail,
  actions,
  area,
  flush = false,
  scrolls = false,
  large = false,
  children,
}: PanelProps) {
  const id = useId();
  return (
    <section
      className={large ? 'panel large' : 'panel'}
      id={area}
      aria-labelledby={id}
      style={area ? { gridArea: area } : undefined}
    >
      <div className="panel-head">
        <h2 id={id}>{title}</h2>
        <span className="quiet">{detail}</span>
        <span className="panel-actions">{actions}</span>
      </div>
      <div className={flush ? 'panel-body flush' : 'panel-body'} {...(scrolls && { tabIndex: 0 })}>
        {children}
      </div>
    </section>
  );
}
