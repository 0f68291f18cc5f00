type Tab = { title: string; href: string; count?: number; isHere: boolean };

/** The parts of one page, each at an address of its own. */
export const Tabs = ({ label, tabs }: { label: string; tabs: readonly Tab[] }) => (
  <nav class="tabs" aria-label={label}>
    {tabs.map(({ title, href, count, isHere }) => (
      <a href={href} aria-current={isHere ? 'page' : undefined}>
        {title}
        {count !== undefined && <span class="count">{count}</span>}
      </a>
    ))}
  </nav>
);
