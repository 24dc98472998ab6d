package import Ledger
package import StrictJSON

extension PushReceipt {
    /// `{"first","last","checkpoint"}`; first and last are null for a push without events.
    package var json: JSONNode {
        .object([
            ("first", entries.map { .unsigned($0.lowerBound) } ?? .null),
            ("last", entries.map { .unsigned($0.upperBound) } ?? .null),
            ("checkpoint", .string(String(decoding: checkpoint, as: UTF8.self))),
        ])
    }

    /// Reads what `json` writes; nil where it is no receipt.
    package init?(_ root: JSONValue) {
        guard let checkpoint = root["checkpoint"]?.string, let first = root["first"], let last = root["last"] else {
            return nil
        }
        let entries: ClosedRange<UInt64>?
        switch (first.unsigned, last.unsigned) {
        case (let first?, let last?) where first <= last: entries = first...last
        case (nil, nil) where first.isNull && last.isNull: entries = nil
        default: return nil
        }
        self.init(entries: entries, checkpoint: Array(checkpoint.utf8))
    }

    /// Whether it can be the answer to `push`: more entries may lie between first and last, where the events came in several
    /// pushes, but never fewer.
    package func fits(_ push: PushRequest) -> Bool {
        guard let entries else { return push.range.isEmpty }
        return !push.range.isEmpty && entries.upperBound - entries.lowerBound >= UInt64(push.range.count) - 1
    }
}
