package import Values

/// One chain of the city: what its firms wrote, in the order in which it reached the ledger, and what an inspector who knows
/// the trade would say of its codes. Made from the design's words, never from what the rules do.
package struct CityChain: Sendable {
    /// An event in its place.
    package struct Told: Sendable {
        package let operatorUSCC: String
        package let device: String
        /// When the host received it.
        package let recordTime: Timestamp
        /// The time of the newest ledger head that the device knew when it signed: its recording is no earlier.
        package let seenTime: Timestamp
        /// EPCIS 2.0 JSON.
        package let json: [UInt8]
    }

    /// The right answer about a code, in one word.
    package enum Answer: String, Hashable, Sendable {
        case valid, suspect, invalid, undecided, unknown
    }

    /// A code that somebody asks for, and what he should hear.
    package struct Question: Sendable {
        package let code: String
        /// At this firm's portion; nil where nobody is named.
        package var holder: String?
        /// The moment of asking.
        package internal(set) var moment: Timestamp
        /// Any of which is right.
        package let answers: Set<Answer>
        /// The rules of which a violation or a warning must be found about the code; `A|B` where either will do.
        package let rules: Set<String>
        /// Rules that must find nothing about the code, though others do.
        package let spared: Set<String>
        /// The rules of which a note about the signer must be found.
        package let notes: Set<String>
    }

    /// What the host's admin put on the ledger.
    package enum Act: Hashable, Sendable {
        case enrolled(uscc: String)
        /// A GS1 company prefix of that operator.
        case prefixAssigned(prefix: String, uscc: String)
        case roleGranted(role: Role, uscc: String, region: String)
        case suspended(uscc: String)
        case reinstated(uscc: String)
    }

    /// `role-granted`.
    package enum Role: String, Hashable, Sendable {
        case `operator`, laboratory, authority, port, carrier
    }

    /// The name of its kind: `retail-of-items`.
    package let kind: String
    /// The rule that its fault breaks; nil where it is honest.
    package let rule: String?
    package let events: [Told]
    /// In the order of the ledger, each with the moment of its entry.
    package let acts: [(moment: Timestamp, act: Act)]
    package let references: ReferenceFacts
    package let questions: [Question]
    /// Names by USCC.
    package let operatorNames: [String: String]
    /// The profiles that each operator's events name, by USCC.
    package let profiles: [String: Set<String>]
}

/// What registers outside the ledger say that the chain is judged by.
package struct ReferenceFacts: Hashable, Sendable {
    /// A quarantine permit: so much may come in under it.
    package struct Permit: Hashable, Sendable {
        package let number: String
        package let kilograms: Int
    }

    /// A foreign establishment's registration, first and last day.
    package struct Registration: Hashable, Sendable {
        package let number: String
        package let from: String
        package let until: String
    }

    package var permits: [Permit] = []
    package var registrations: [Registration] = []
    /// Food production licences on file, with their holders.
    package var licences: [String: String] = [:]
    /// Blacklisted firms by USCC, from which day on.
    package var blacklisted: [String: String] = [:]
}
