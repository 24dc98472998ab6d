public import EPCIS

/// What a host tells of the private values that it was asked for, entry by entry.
public struct DisclosureAnswer: Hashable, Sendable {
    /// The most private values that one answer tells, in bytes.
    public static let bytesMax = 16 << 20

    public struct Entry: Hashable, Sendable {
        public let entry: UInt64
        public var disclosures: [Disclosure] = []
        /// Sealed in the event and not told here; said of the event alone, whether or not the values are held.
        public var withheld = 0
        public var erasures: [DisclosureErasure] = []

        public init(entry: UInt64) {
            self.entry = entry
        }
    }

    public var entries: [Entry]

    public init(entries: [Entry]) {
        self.entries = entries
    }
}
