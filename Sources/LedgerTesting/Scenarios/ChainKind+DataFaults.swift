extension ChainKind {
    static var data: [ChainKind] {
        var kinds = [
            ChainKind("leaves-out-profile", rule: "DATA-1") { $0.leavesOutTheProfile() },
            ChainKind("leaves-out-receiver", rule: "DATA-1") { $0.leavesOutTheReceiver() },
        ]
        let needed = [
            ("commissioning", "productName"), ("commissioning", "productionDate"), ("commissioning", "shelfLifeDays"),
            ("commissioning", "producerName"), ("receiving", "supplierName"), ("receiving", "productName"),
            ("shipping", "vehicleNo"),
        ]
        for (step, element) in needed {
            kinds.append(
                ChainKind("leaves-out-\(element)-\(step)", rule: "DATA-1") { $0.leavesOut(element, at: step) })
        }
        let written = [
            ("productionDate", "2026-13-45", "commissioning"), ("scNo", "SC1063501000001", "commissioning"),
            ("supplierUscc", "91350100M000100Y44", "receiving"), ("shelfLifeDays", "半年左右", "receiving"),
        ]
        for (element, value, step) in written {
            kinds.append(
                ChainKind("ill-written-\(element)", rule: "DATA-2") { $0.illWritten(element, value, at: step) })
        }
        for element in ["productionDate", "shelfLifeDays"] {
            for grain in [Grain.item, .lot] {
                kinds.append(
                    ChainKind("contradicts-\(element)-\(grain)", rule: "DATA-3") { $0.contradicts(element, grain) })
            }
        }
        return kinds
    }

    static var food: [ChainKind] {
        var kinds = [
            ChainKind("without-proof", rule: "FOOD-1") { $0.withoutProof(nil) },
            ChainKind("without-proof-said", rule: "FOOD-1") { $0.withoutProof("无") },
            ChainKind("mixed-without-certificate", rule: "FOOD-2") { $0.mixedWithoutCertificate(keepsOld: false) },
            ChainKind("mixed-under-the-old", rule: "FOOD-2") { $0.mixedWithoutCertificate(keepsOld: true) },
        ]
        for licence in ChainTeller.Licence.allCases {
            kinds.append(ChainKind("licence-\(licence)", rule: "FOOD-3") { $0.licence(licence) })
        }
        return kinds
    }

    static var fish: [ChainKind] {
        var kinds = [
            ChainKind("withdrawal-not-over", rule: "AQUA-2") {
                $0.withdrawal(daysAfterHarvest: 1, onTheHarvest: false)
            },
            ChainKind("withdrawal-told-late", rule: "AQUA-2") {
                $0.withdrawal(daysAfterHarvest: 9, onTheHarvest: true)
            },
            ChainKind("withdrawal-over", rule: "AQUA-2") { $0.withdrawal(daysAfterHarvest: -1, onTheHarvest: false) },
            ChainKind("toothfish", rule: "AQUA-5") { $0.toothfishWithoutPapers() },
            ChainKind("salmon-without-filing", rule: "AQUA-6") { $0.salmonWithout(["sourceFilingNo"]) },
            ChainKind("salmon-without-release", rule: "AQUA-6") { $0.salmonWithout(["portReleaseNo"]) },
            ChainKind("salmon-without-form", rule: "AQUA-6") { $0.salmonWithout(["sourceFilingNo", "productForm"]) },
        ]
        for element in ["pondId", "farmCertNo", "productionMethod"] {
            kinds.append(
                ChainKind("farmed-without-\(element)", rule: "AQUA-1") { $0.branchLeftOut(element, captured: false) })
        }
        for element in ["vesselNo", "fishingLicenceNo", "catchArea"] {
            kinds.append(
                ChainKind("captured-without-\(element)", rule: "AQUA-1") { $0.branchLeftOut(element, captured: true) })
        }
        return kinds
    }

    static var residues: [ChainKind] {
        [
            ChainKind("banned-drug", rule: "AQUA-3") {
                $0.residue("孔雀石绿 1.2 µg/kg", item: "孔雀石绿", rule: "AQUA-3", says: false)
            },
            ChainKind("banned-drug-passed", rule: "AQUA-3") {
                $0.residue("呋喃唑酮代谢物 0.8 µg/kg", item: "呋喃唑酮代谢物", rule: "AQUA-3", says: true)
            },
            ChainKind("residue-over", rule: "AQUA-4") {
                $0.residue("恩诺沙星 101 µg/kg", item: "恩诺沙星", rule: "AQUA-4", says: true)
            },
            ChainKind("residue-over-in-milligrams", rule: "AQUA-4") {
                $0.residue("恩诺沙星 0.15 mg/kg", item: "恩诺沙星", rule: "AQUA-4", says: false)
            },
            ChainKind("residue-at-the-limit", rule: "AQUA-4") {
                $0.residue("恩诺沙星 100 µg/kg", item: "恩诺沙星", rule: nil, says: true)
            },
        ]
    }
}
