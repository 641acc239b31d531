/** HTML that puts the race of a link into another page: its curves, its bar and its finding, and a way to the whole. */
export function embedCode(link: string, title: string): string {
  const address = new URL(link);
  address.searchParams.set("view", "embed");
  const quoted = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return (
    `<iframe src="${quoted(address.href)}" title="${quoted(title)}" width="100%" height="620" ` +
    'style="border:0" loading="lazy" allow="clipboard-write"></iframe>'
  );
}
