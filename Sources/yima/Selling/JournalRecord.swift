import Chains
import Codes
import CommandSupport
import EPCIS
import Journals
import Ledger
import Values

/// What a journal says of one product: its events, and those of whatever the goods may have lain in. Read once, and then only what is new.
struct JournalRecord {
    let product: CanonicalCode
    private(set) var events: [ChainEvent] = []
    private var size: UInt64 = 0
    /// Added to the places of its events, so that those of several journals are told apart.
    private let base: UInt64
    /// Digits that stand in every written form of the product's number but in EPC URNs; nil where it has none.
    private let digits: [UInt8]?

    /// Entries read at once.
    private static let chunk: UInt64 = 1024
    private static let (sale, urn) = (Array("retail_selling".utf8), Array("urn:epc:".utf8))

    /// - Parameters:
    ///   - product: a bare product code, or a single thing that has none.
    ///   - base: the place of its first event among those of several journals.
    init(of product: CanonicalCode, base: UInt64 = 0) {
        self.product = product
        self.base = base
        // GTIN-14 without its check digit, and without the zeros before a shorter one.
        digits = product.part("gtin").map { Array($0.dropLast().drop { $0 == "0" }.utf8) }
    }

    mutating func advance(_ journal: DeviceJournal, codes: CodeReader) async throws(CommandError) {
        let end: UInt64
        do throws(StoreError) { end = try await journal.head().size } catch { throw CommandError(error) }
        while size < end {
            let range = size..<min(size + Self.chunk, end)
            let entries: [[UInt8]]
            do throws(StoreError) { entries = try await journal.entries(range) } catch { throw CommandError(error) }
            for (index, bytes) in zip(range, entries) where mayConcern(bytes) {
                take(bytes, at: index, journal.name, codes)
            }
            size = range.upperBound
        }
    }

    /// Nearly all of a shop's journal are sales of other products: these are not read.
    private func mayConcern(_ bytes: [UInt8]) -> Bool {
        guard let digits, bytes.holds(Self.sale), !bytes.holds(Self.urn), !bytes.contains(UInt8(ascii: "%")),
            !bytes.contains(UInt8(ascii: "\\"))
        else { return true }
        return bytes.holds(digits)
    }

    private mutating func take(_ bytes: [UInt8], at index: UInt64, _ journal: JournalName, _ codes: CodeReader) {
        guard case .event(let entry)? = try? LedgerEntry(parsing: bytes),
            let event = EPCISEvent.reading(entry.body).event
        else { return }
        let isConcerned = event.writtenCodes.contains { written in
            guard let code = try? codes.read(written) else { return true }
            // What has no product is a pallet, a crate or a container.
            return code.key == product.key || code.productKey == product.key || code.productKey == nil
        }
        guard isConcerned else { return }
        events.append(
            ChainEvent(
                entry: base + index, recordTime: event.eventTime.moment, operatorUSCC: journal.operatorUSCC,
                journal: "\(journal)", journalIndex: index, event: event))
    }
}

extension [UInt8] {
    /// Whether these bytes stand somewhere in it.
    fileprivate func holds(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        let (text, wanted) = (span, bytes.span)
        guard text.count >= wanted.count else { return false }
        for start in 0...(text.count - wanted.count) where text[start] == first {
            var offset = 1
            while offset < wanted.count, text[start + offset] == wanted[offset] { offset += 1 }
            if offset == wanted.count { return true }
        }
        return false
    }
}
