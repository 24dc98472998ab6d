public import EPCIS
import StrictJSON
import Values

/// Numbers of persons in what an office is about to sign: nothing on a ledger can be taken away again, whatever kind of act it stands in.
///
/// The one place that looks through every text of every act (draws, complaints, samplings, credit files, shared recalls, tasks), line by line,
/// and through all that an event says besides. Private values do not stand in the event, and are not looked at.
public enum NumbersInActs {
    /// A number that stands in the clear, and in which line or element.
    public struct Found: Hashable, Sendable {
        public let number: PersonalNumber
        /// The name of the line of the act, or the way to the element in the event.
        public let place: String
    }

    /// The first that is found in an event as it is signed; nil where nothing is.
    public static func first(in event: [UInt8]) -> Found? {
        let all = PersonalNumberCheck.found(in: event)
        guard !all.isEmpty, let root = try? JSONDocument(event, limits: .entry).root else { return nil }
        var acts: [String: String] = [:]
        for (name, member) in root.members {
            if let text = member.string, isAct(text) { acts["/\(name)"] = text }
        }
        for found in all {
            if let text = acts[found.at.pointer] {
                if let line = first(inAct: text) { return line }
            } else if found.number == .identity || !isOfNumbers(found.at.pointer) {
                return Found(number: found.number, place: found.at.pointer)
            }
        }
        return nil
    }

    /// The first that is found in the text of an act.
    static func first(inAct text: String) -> Found? {
        for line in text.split(separator: "\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let number = PersonalNumber.first(in: String(parts[1])) else { continue }
            let name = String(parts[0])
            if firms.contains(name) || number == .telephone && numbered.contains(name) { continue }
            return Found(number: number, place: name)
        }
        return nil
    }

    private static func isAct(_ text: String) -> Bool { text.hasPrefix("yima-") && text.contains("\n") }

    /// Lines with the number of a firm or of an office, which is no number of a person.
    private static let firms: Set = ["office", "firm", "laboratory", "retest-laboratory", "owner"]
    /// Lines with the number of a thing, in which eleven digits are no telephone.
    private static let numbered: Set = ["code", "sample", "seal", "reserve-seal", "order", "number", "witness"]

    /// Whether an element holds the number of a document or a sample.
    private static func isOfNumbers(_ pointer: String) -> Bool {
        pointer.hasSuffix("No") || pointer.contains("bizTransaction") || pointer.hasSuffix("eventID")
    }
}
