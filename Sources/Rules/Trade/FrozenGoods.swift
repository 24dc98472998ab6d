import Chains

/// What is frozen and has to stay so.
enum FrozenGoods {
    /// Frozen by how it is to be kept, its form, its customs code (HS 0202, 0203.2, 0204.3/.4/.5, 0206.2/.4/.9, 0207.12/.14…) or its
    /// name.
    static func isFrozen(_ event: ResolvedEvent) -> Bool {
        if event.element("storageCondition") == "frozen" || event.element("productForm") == "FRO" { return true }
        if let code = event.element("hsCode") { return codes.contains { code.hasPrefix($0) } }
        return event.element("productName")?.contains("冻") ?? false
    }

    private static let codes = [
        "0202", "02032", "02043", "02044", "0204504", "02062", "02064", "02069", "020712", "020714", "020725", "020727",
        "020742", "020745", "020752", "020755",
    ]
}
