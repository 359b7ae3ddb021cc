/// Nftables by netlink: tables, chains, rules, sets and maps, changed in atomic batches. Whoever
/// uses it keeps to a table of its own.
@NullMarked
package havre.linux.nft;

import org.jspecify.annotations.NullMarked;
