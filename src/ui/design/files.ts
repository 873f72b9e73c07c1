import { messageOf } from '../../run/message.ts';
import { LIMITS } from '../../space/limits.ts';
import { describeWithLines, readDocument } from '../../space/read-json.ts';
import { linkHash } from '../share-link.ts';
import { saveFile } from '../shared/save-file.ts';
import { designer, useApp } from '../store.ts';
import { useDesign } from './design-store.ts';

/** A name as a file's: letters, digits and dashes. */
export const fileName = (name: string): string =>
  `${
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'space'
  }.cellscape.json`;

/** Saves the space as a file. */
export function saveSpace(): void {
  const { space } = useApp.getState();
  saveFile(fileName(space.name), `${JSON.stringify(space, null, 2)}\n`, 'application/json');
  useDesign.setState({ hint: `Saved as ${fileName(space.name)}.` });
}

/** Saves the JSON Schema of the space's genotypes as a file. */
export async function saveSchema(): Promise<void> {
  const { space } = useApp.getState();
  try {
    const name = fileName(space.name).replace('.cellscape.', '.schema.');
    saveFile(name, await designer.schema(space), 'application/schema+json');
    useDesign.setState({ hint: `Saved as ${name}.` });
  } catch (error) {
    useApp.setState({ fault: messageOf(error) });
  }
}

/** Asks for a file and opens the space in it; the open one is kept among the earlier ones. */
export function openSpaceFile(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) void openFile(file);
  };
  input.click();
}

/** Opens a file's space, or says what is wrong with it. */
export async function openFile(file: File): Promise<void> {
  const refuse = (why: string) =>
    useApp.setState({ fault: `${file.name} was not opened; your space is as it was.\n${why}` });
  if (file.size > LIMITS.characters) {
    refuse(
      `It has ${file.size.toLocaleString('en')} bytes, and ${LIMITS.characters.toLocaleString('en')} are the most.`,
    );
    return;
  }
  const read = readDocument(await file.text());
  if (read.ok) useApp.getState().openSpace(read.document, `open ${file.name}`);
  else refuse(describeWithLines(read.problems.slice(0, 8)));
}

/** Copies a link that carries the whole space. */
export async function shareSpace(): Promise<void> {
  try {
    const url = new URL(location.href);
    url.hash = await linkHash(useApp.getState().space);
    await navigator.clipboard.writeText(url.href);
    const { length } = url.href;
    useDesign.setState({
      hint: `Link copied (${length.toLocaleString('en')} characters${length > 2083 ? ': longer than some programs take' : ''}). It carries the space, nothing else.`,
    });
  } catch (error) {
    useApp.setState({
      fault: `The link was not copied: ${messageOf(error)}`,
    });
  }
}
