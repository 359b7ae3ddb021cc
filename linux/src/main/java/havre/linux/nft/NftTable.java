package havre.linux.nft;

/// A table's family and name.
public record NftTable(NftFamily family, String name) {}
