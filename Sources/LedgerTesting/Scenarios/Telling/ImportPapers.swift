/// What goes with a lot of imported meat from port to cold store.
struct ImportPapers: Sendable {
    var container: String
    var seal: String
    var bill: String
    var voyage: String
    var declaration: String
    var permit: String
    var certificate: String
    var site = "CNSHH01S007"
    var sample = ""
    var coreTempC = "-18.9"
    /// Kilograms in a carton.
    var cartonKg: Int
    /// Of the lot, where lines do not say it.
    var kilograms: Int

    /// Container, seal and papers of a receipt or inspection, with the cartons and kilograms of its lines.
    func write(into draft: inout EventDraft, _ lines: [Line]) {
        draft["containerNo"] = container
        draft["sealNo"] = seal
        draft["blNo"] = bill
        draft["vesselVoyage"] = voyage
        draft["customsDeclNo"] = declaration
        draft["quarantinePermitNo"] = permit
        draft["healthCertNo"] = certificate
        let amounts = lines.compactMap(\.amount)
        let told = amounts.isEmpty ? kilograms : amounts.reduce(0) { $0 + $1.thousandths } / 1000
        draft.number("cartons", String(max(1, told / cartonKg)))
        draft.number("netKg", String(told))
    }
}
