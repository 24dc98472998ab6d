package import Codes

/// The codes that a walk has read, by their written form: a pallet's thousand items stand in each of its events, and are
/// read and kept once. Bounded by the things of a walk.
package struct CodeCache: Sendable {
    private let reader: CodeReader
    private var read: [String: Result<CanonicalCode, CodeError>] = [:]

    package init(reader: CodeReader) {
        self.reader = reader
    }

    mutating func code(_ written: String) -> Result<CanonicalCode, CodeError> {
        if let known = read[written] { return known }
        let fresh: Result<CanonicalCode, CodeError>
        do throws(CodeError) {
            fresh = .success(try reader.read(written))
        } catch {
            fresh = .failure(error)
        }
        read[written] = fresh
        return fresh
    }
}
