public import Codes
public import EPCIS

/// Tells which party a name means: the same firm is written by its number, by a GLN of its own (414, sgln), or by a party GLN
/// (417, pgln).
///
/// A GLN is one number whatever it is used for (GS1 General Specifications §3.4 and §3.7), so a place and a party of one GLN are
/// one party, and a location extension (254) names a part of it. Without an assignment a GLN stays an identity of its own: two
/// events that name it name the same party.
public struct PartyResolver: Sendable {
    /// By GLN, or by the key of another code.
    private let firms: [String: String]
    private let reader: CodeReader

    /// Knows no assignments.
    public init(reader: CodeReader = CodeReader()) {
        firms = [:]
        self.reader = reader
    }

    /// - Parameter assignments: USCCs by 13-digit GLN, or by another code of a party (`urn:yima:gacc:…`).
    /// - Throws: `CodeError` where a GLN, another code or a USCC is not one.
    public init(assignments: [String: String], reader: CodeReader = CodeReader()) throws(CodeError) {
        var firms: [String: String] = [:]
        for (name, uscc) in assignments {
            let isNumber = name.utf8.allSatisfy { $0 &- 0x30 < 10 }
            let code = isNumber ? try reader.read(name, as: "gln") : try reader.read(name)
            let firm = try reader.read(uscc, as: "uscc")
            firms[code.globalLocationNumber ?? code.key] = firm.part("uscc")
        }
        self.firms = firms
        self.reader = reader
    }

    /// The party that a name of an event means. A name that is no code stands for itself.
    public func party(_ written: String) -> Party {
        do throws(CodeError) {
            return party(of: try reader.read(written))
        } catch {
            return .other(written)
        }
    }

    /// The party of a code that has been read.
    public func party(of code: CanonicalCode) -> Party {
        if let uscc = code.part("uscc") { return .firm(uscc: uscc) }
        if let gln = code.globalLocationNumber {
            return firms[gln].map { .firm(uscc: $0) } ?? .location(gln: gln)
        }
        return firms[code.key].map { .firm(uscc: $0) } ?? .other(code.key)
    }

    /// The parties that an event names on a side, each once, in its order; a party that is named in several rights is one. A
    /// reference of type `location` is a place and names no party.
    /// - Parameter right: only those named in this right; nil for all.
    public func parties(
        _ event: EPCISEvent, _ side: EPCISEvent.TransferSide, of right: EPCISEvent.PartyRight? = nil
    ) -> [Party] {
        var found: [Party] = []
        var known = Set<Party>()
        for reference in event.references(on: side) where reference.type != "location" {
            guard right == nil || reference.type == right?.rawValue else { continue }
            let party = party(reference.id)
            if known.insert(party).inserted { found.append(party) }
        }
        return found
    }
}

extension CanonicalCode {
    /// The 13 digits of a GLN, whether it names a place or a party.
    fileprivate var globalLocationNumber: String? {
        switch scheme {
        case "gln", "party": part(scheme)
        default: nil
        }
    }
}
