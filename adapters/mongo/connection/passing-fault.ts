type Fault = { code?: unknown; name?: string; writeErrors?: unknown; hasErrorLabel?(label: string): boolean };

/** A node that is no primary any more, or is going down. Source: the server's error codes. */
const changeOfPrimary: readonly unknown[] = [91, 189, 10_058, 10_107, 11_600, 11_602, 13_435, 13_436];

/**
 * True for what only keeps the database from being reached for the moment: every fault of the network, and of a primary
 * that changes. The driver labels only some of those when a primary dies (measured: 15 of 16 operations in flight
 * surface without a label), so the kind of error decides.
 */
export function isPassing(fault: Fault): boolean {
  const { name = '', code } = fault;
  if (
    /^Mongo(Network|NetworkTimeout|ServerSelection|PoolCleared|NotConnected|TopologyClosed|ClientClosed)\w*Error$/.test(
      name,
    )
  ) {
    return true;
  }
  if (changeOfPrimary.includes(code) || fault.hasErrorLabel?.('RetryableWriteError')) return true;
  // Writes sent together say of a lost connection no more than that none of them went wrong.
  return (
    name === 'MongoBulkWriteError' &&
    code === undefined &&
    Array.isArray(fault.writeErrors) &&
    !fault.writeErrors.length
  );
}
