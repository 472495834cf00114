import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/**
 * The file of a folder that the path of a URL asks for; a path that ends in a slash asks for the `index.html` there.
 * @param folder absolute and free of links
 * @returns nothing for what is no file, or lies outside of the folder, be it by `..` or by a link
 */
export async function fileOfUrl(folder: string, url: string): Promise<string | undefined> {
  const path = decoded(url.split(/[?#]/, 1)[0]!);
  if (path === undefined || path.includes('\0')) return undefined;
  try {
    const file = await realpath(join(folder, path.endsWith('/') ? `${path}index.html` : path));
    if (!file.startsWith(folder + sep)) return undefined;
    return (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
