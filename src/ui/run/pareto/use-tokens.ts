import { useMemo, useSyncExternalStore } from 'react';

/** The theme as the page's root says it: styles read from then on are that theme's. */
function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** The custom properties of the theme, for what is drawn by hand; another object when the theme changes. */
export function useTokens(): { readonly dark: boolean; token(name: string): string } {
  const dark = useSyncExternalStore(subscribe, () => document.documentElement.dataset.theme === 'dark');
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    return { dark, token: (name: string) => style.getPropertyValue(name).trim() };
  }, [dark]);
}
