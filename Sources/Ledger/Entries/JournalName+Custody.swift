extension JournalName {
    /// How the name of a device begins whose journal a host keeps and signs for somebody who has none.
    public static let custodyPrefix = "custodial."

    /// Whether the host itself keeps this journal and signs it for others: shoppers, systems without a device.
    ///
    /// The host's administrator says so by enrolling such a name, which no other device is given; whoever reads the enrolment in evidence
    /// sees by it that the signature is the host's word for what somebody told it.
    public var isCustodial: Bool { device.utf8.starts(with: Self.custodyPrefix.utf8) }
}
