import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';
import type { Plugin } from 'vite';

/** What remains of the generated module once its calls are gone would still bring all documents along. */
const IMPORT = /import \{ graphql \} from '[./]*generated';/;
const CALL = /\bgraphql\(\s*(?:\/\* GraphQL \*\/\s*)?`([^`]*)`,?\s*\)/g;

/**
 * Puts each document where it is used, as a tree with the hash by which the server knows it: a screen's chunk carries its own documents
 * and no others, where the client preset's generated module would carry all of them to the first page.
 * @param generated the folder of the client preset, with persisted-documents.json
 */
export function documentsInPlace(generated: string): Plugin {
  let known: Map<string, { hash: string; text: string }>;
  return {
    name: 'documents-in-place',
    enforce: 'pre',
    buildStart() {
      const persisted = JSON.parse(readFileSync(join(generated, 'persisted-documents.json'), 'utf8')) as Record<string, string>;
      known = new Map(Object.entries(persisted).map(([hash, text]) => [nameIn(text) ?? hash, { hash, text }]));
    },
    writeBundle({ dir }) {
      if (dir) copyFileSync(join(generated, 'persisted-documents.json'), join(dir, 'documents.json'));
    },
    transform(code, id) {
      if (!/\.tsx?$/.test(id) || id.includes('/generated/') || !code.includes('graphql(')) return null;
      return {
        code: code.replace(IMPORT, '').replace(CALL, (_call, text: string) => {
          const name = nameIn(text);
          if (!name) return '({})'; // A fragment: the operations that spread it have it in them.
          const found = known.get(name);
          if (!found) this.error(`${id}: the document ${name} is not among those that codegen wrote: run npm run codegen`);
          const { definitions } = parse(found.text, { noLocation: true });
          return `(${JSON.stringify({ kind: 'Document', definitions, __meta__: { hash: found.hash } })})`;
        }),
        map: null,
      };
    },
  };
}

/** The operation's name; undefined of a fragment, which is in every operation that spreads it. */
const nameIn = (text: string): string | undefined => parse(text).definitions.find((one) => one.kind === 'OperationDefinition')?.name?.value;
