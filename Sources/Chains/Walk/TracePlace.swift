import Codes
import Values

/// What a walk knows about one code.
package struct TracePlace: Hashable, Sendable {
    var code: CanonicalCode
    var reach: Reach
    /// Whether it is what was asked for.
    var isSubject = false
    /// Operators through whose events the walk came up to this code: the custody that matters ends at them. Of a transformation:
    /// who told it.
    var seeds: Set<String> = []
    /// Entries through which a container was come to: it matters while it carries what they put into it.
    var through: Set<UInt64> = []
    /// Of a lot that is followed down as a portion only: who has had the portion, each since when.
    var holders: [String: Timestamp] = [:]
    /// What the index holds under it.
    var supplied: [UInt64] = []
    /// The events that concern it.
    var entries: Set<UInt64> = []
    /// Of a container that is followed down: the lots that its events put into it, in the order of their keys.
    var packedLots: [CanonicalCode] = []

    /// Whether it may carry other things: a single thing may, be it a pallet, a crate or a carton with a serial of its own.
    var mayCarry: Bool { code.grain == .instance && isThing }

    /// Whether it stands for a transformation that is told in several events (EPCIS 2.0 §7.4.6), and is no code of a thing.
    var isTransformation: Bool { code.scheme == Self.transformation }

    /// Whether it stands for a document whose number goes over many chains: its events are context, and nothing is followed from them.
    var isDocument: Bool { code.scheme == Self.document }

    var isThing: Bool { !isTransformation && !isDocument }

    static let transformation = "transformation"
    static let document = "document"
}

/// Why a code is visited.
struct TraceWay {
    let code: CanonicalCode
    let reach: Reach
    var seed: String?
    /// Who signed the event that leads here; nil where a code itself does.
    var signer: String?
    /// The event through which a container is come to.
    var through: UInt64?
    /// Who has the portion that is followed, and since when.
    var holder: (operatorUSCC: String, since: Timestamp)?
}

/// From one side of an event to the other: taken once for each reach, however many things stand on either side.
struct TraceStep: Hashable {
    let entry: UInt64
    let role: Thing.Role
    let reach: Reach
}
