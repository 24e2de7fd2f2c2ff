import { encode } from 'uqr';

/** A QR code, dark on white whatever the page's ground is. */
export default function QrCode({ content, label }: { content: string; label: string }) {
  const { size, data } = encode(content, { border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} width={168} height={168} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
