/** Where files go to and come from: the server's own address is that of the page, whatever it calls itself. */
export const onThisServer = (url: string): string => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};
