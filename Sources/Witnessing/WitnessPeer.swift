public import LedgerClient
public import TransparencyLog

/// A witness that is asked.
public protocol WitnessPeer: Sendable {
    /// Asks for a cosignature; answers within bounds of time and length.
    func add(_ question: AddCheckpoint) async -> WitnessClient.Answer
    /// What it shows of the log of this origin, a note; nil for nothing.
    func checkpoint(ofOrigin origin: String) async -> [UInt8]?
}

extension WitnessClient: WitnessPeer {}
