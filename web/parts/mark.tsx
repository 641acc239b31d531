/** A rabbit (usagi), looking at you. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <ellipse cx="11.5" cy="8.5" rx="3" ry="7.5" transform="rotate(-9 11.5 8.5)" />
      <ellipse cx="20.5" cy="8.5" rx="3" ry="7.5" transform="rotate(9 20.5 8.5)" />
      <ellipse cx="16" cy="22" rx="9.5" ry="8.5" />
      <g class="face">
        <circle cx="12.5" cy="21" r="1.3" />
        <circle cx="19.5" cy="21" r="1.3" />
        <path d="M14.8 24h2.4l-1.2 1.3z" />
      </g>
    </svg>
  );
}
