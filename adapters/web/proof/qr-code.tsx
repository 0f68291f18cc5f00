import { create } from 'qrcode';

/** A QR code of this text as an image within the page, with the quiet edge that readers need. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const edge = 4;
  const dots = Array.from(modules.data).flatMap((isDark, index) =>
    isDark ? `M${(index % size) + edge} ${Math.floor(index / size) + edge}h1v1h-1z` : [],
  );
  const whole = size + 2 * edge;
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${whole} ${whole}`} width="220" height="220">
      <rect width={whole} height={whole} fill="#fff" />
      <path d={dots.join('')} fill="#000" shape-rendering="crispEdges" />
    </svg>
  );
}
