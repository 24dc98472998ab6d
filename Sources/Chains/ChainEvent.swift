public import EPCIS
public import Values

/// An event in its place: which entry of the ledger it is, who signed for it, and when the host received it.
public struct ChainEvent: Hashable, Sendable {
    /// Ledger index of the entry.
    public let entry: UInt64
    /// The host's arrival time of the push (EPCIS recordTime).
    public let recordTime: Timestamp
    /// USCC of the operator whose device signed it.
    public let operatorUSCC: String
    /// The device's journal.
    public let journal: String
    /// Its place there, where it is known.
    public let journalIndex: UInt64?
    public let event: EPCISEvent
    /// A moment before which its device cannot have recorded it, whatever time it claims: that of the newest ledger head which the
    /// signed checkpoint of its journal names. Nil where none is known.
    public let recordedAfter: Timestamp?

    public init(
        entry: UInt64, recordTime: Timestamp, operatorUSCC: String, journal: String, journalIndex: UInt64? = nil,
        event: EPCISEvent, recordedAfter: Timestamp? = nil
    ) {
        self.entry = entry
        self.recordTime = recordTime
        self.operatorUSCC = operatorUSCC
        self.journal = journal
        self.journalIndex = journalIndex
        self.event = event
        self.recordedAfter = recordedAfter
    }
}
