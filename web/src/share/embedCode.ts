/** What to paste into another page to have the player there; as `/oembed` gives it. */

export function embedCode(address: string, title: string): string {
  const escaped = title.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
  return `<iframe src="${address}" width="480" height="320" title="${escaped}" loading="lazy" allow="autoplay" style="border:0"></iframe>`
}
