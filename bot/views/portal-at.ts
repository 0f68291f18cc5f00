/** Where people reach the portal: an origin without a slash at its end; undefined where there is none. */
export type PortalAt = () => string | undefined;
