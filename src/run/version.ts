import { version } from '../../package.json';

/** The version of this program, for logs and exports. */
export const CELLSCAPE_VERSION: string = version;
