/// Which EPC URN a code was written as: what an EPC says that the key itself does not.
struct EPCName: Hashable, Sendable {
    /// `id:sgtin`, `class:lgtin`, `idpat:sgln`.
    let name: String
    /// Digits of the GS1 company prefix, 6 to 12.
    let companyPrefixLength: Int
}
