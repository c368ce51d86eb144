// How high a page is at a width. The frame that shows it tells nobody, so a bare copy is laid out in a frame nobody sees.

/** Only what takes up room is copied: no links, no forms, no frames, no handlers, pictures only from within the page. */
function bare(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const element of page.querySelectorAll('script, iframe, object, embed, form, base, link, meta, noscript, template')) element.remove();
  for (const element of page.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      const picture = name === 'src' && element instanceof HTMLImageElement && value.startsWith('data:image/');
      if (name.startsWith('on') || name === 'href' || name === 'srcset' || (name === 'src' && !picture)) element.removeAttribute(name);
    }
  }
  return `<!doctype html>${page.documentElement.outerHTML}`;
}

export class Measure {
  readonly #frame: HTMLIFrameElement;

  /** `late` hears of a height that is only known once pictures are there. */
  constructor(host: HTMLElement, late: (height: number) => void) {
    this.#frame = document.createElement('iframe');
    // Scripts stay off here too; it is of this origin only so that its height can be read.
    this.#frame.setAttribute('sandbox', 'allow-same-origin');
    this.#frame.setAttribute('aria-hidden', 'true');
    this.#frame.tabIndex = -1;
    this.#frame.style.cssText = 'position:absolute;left:0;top:0;height:0;border:0;visibility:hidden;pointer-events:none';
    host.append(this.#frame);
    this.#frame.addEventListener('load', () => {
      const height = this.#height();
      if (height) late(height);
    });
  }

  /** Lays a page out at a width; its height as far as it is known at once. */
  write(html: string, width: number): number {
    const page = this.#frame.contentDocument;
    if (!page) return 0;
    this.#frame.style.width = `${width}px`;
    page.open();
    page.write(bare(html));
    page.close();
    return this.#height();
  }

  /** The height of the same page at another width. */
  resize(width: number): number {
    this.#frame.style.width = `${width}px`;
    return this.#height();
  }

  remove(): void {
    this.#frame.remove();
  }

  #height(): number {
    const page = this.#frame.contentDocument;
    if (!page?.body) return 0;
    const root = page.documentElement;
    return Math.ceil(Math.max(root.getBoundingClientRect().height, root.scrollHeight, page.body.scrollHeight));
  }
}
