/** What an address asks the page to begin with: `#query=…&variables=…&headers=…&theme=dark`. It is shown, and never sent by itself. */
export interface Given {
  query: string | null;
  variables: string | null;
  headers: string | null;
  theme: 'dark' | 'light' | null;
}

export function docFrom(hash: string): Given {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const theme = given.get('theme');
  return {
    query: given.get('query'),
    variables: given.get('variables'),
    headers: given.get('headers'),
    theme: theme === 'dark' || theme === 'light' ? theme : null,
  };
}
