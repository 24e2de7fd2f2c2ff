import { VisuallyHidden } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import classes from './thumb.module.css';

interface Props {
  picture: { url: string; state?: string | null; sizes: readonly { width: number; url: string }[] } | null | undefined;
  /** Empty where the words beside it say the same. */
  alt: string;
  size?: number;
}

/** A small picture, or the place of one that is not there yet: only pictures that we keep are shown, none from elsewhere. */
export function Thumb({ picture, alt, size = 40 }: Props) {
  const wanted = size * devicePixelRatio;
  const fitting = picture?.sizes.find(({ width }) => width >= wanted) ?? picture?.sizes.at(-1);
  if (!fitting)
    return (
      <span className={classes.none} style={{ width: size, height: size }}>
        <IconPhoto size={size / 2} stroke={1.4} aria-hidden="true" />
        {alt && <VisuallyHidden>{alt}</VisuallyHidden>}
      </span>
    );
  return <img className={classes.thumb} src={fitting.url} alt={alt} width={size} height={size} loading="lazy" decoding="async" />;
}
