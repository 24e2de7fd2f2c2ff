/** Puts the focus there, away from what stands fast at the page's top and bottom. */
export function goTo(place: HTMLElement | null | undefined): void {
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: 'center' });
}
