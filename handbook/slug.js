/**
 * The name of a heading in links, as GitHub makes it, so that a link works there and in the site.
 * @param {string} heading
 */
export const slugOf = (heading) =>
  heading.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "").replaceAll(" ", "-");
