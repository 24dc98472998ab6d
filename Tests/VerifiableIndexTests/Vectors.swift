import TransparencyLog

@testable import VerifiableIndex

/// The vectors that an independent reading of the definition gives: five entries, what they are found under, and two runs.
enum Vectors {
    static let lot = "https://id.gs1.org/01/06901234567892/10/A1"
    static let item = "https://id.gs1.org/01/06901234567892/21/7"
    static let pallet = "https://id.gs1.org/00/069012345000000011"
    static let names = [[lot], [lot, item], [pallet, lot], [item, lot], [pallet]]

    static let lotKey = "0e6e415487fc4ff70064411634f5d7beb5edaa0911a45708111b08de65cbe6d8"
    static let itemKey = "e9437e5167b5a7d5fadc846ef78b9f6d0ef0ebbc03f6e9e49dbcd437b59620b9"
    static let palletKey = "fee528cb9fda377a69ebf7e4aeb34a24fdbed6d7d21336185e9444c6ee9d3be0"

    static let olderRoot = "aca4f9a4619cb1f791a389712d4a0284ba714a09af718b726139fe6d249449cd"
    static let newerRoot = "58f6433c6210ccbbd3e989c3afcd407f5aaa3f7e760da2883a33042a2c5320d2"
    static let mergedRoot = "267e21496101a292afa23b2d204cf2a6d40a4bf37a3c9ff9bc5611a2bb3e7e7a"

    static let state = """
        yima/1 index
        keys 1 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        time 2026-11-30T08:00:00.000Z
        4 \(olderRoot)
        5 \(newerRoot)

        """
    static let stateLeaf = "b3eb4e9fdb30f2f4820df9f21d6a5d22bb922eb2e169f999ee174a9b8ab1506e"
    static let ledgerRoot = "09cbca610a75583583c18feda3972ee556188116b2b78c269db87fd2111d1acf"
    static let stateInclusion = [
        "485335db7cfec965f15ff745fc625c41d5ea2646936930165828f73dd4b68854",
        "9799f307517ef517c2205df9b67762bf34756b20099fb7dfcce76bcebd273b2e",
    ]

    /// The item's list [1, 3] in [0, 4).
    static let itemValue = "1110840bc21af0158ac98ae3f2c55de8fd9e38eea62c39754866d92871d4b673"
    static let itemPath: [(UInt8, String)] = [
        (3, "c89d6015b8d637565b166323831e7b8b7f132dc82999760691e8881c75af317c"),
        (0, "793b1df21f3e08b2cd6fbcc0810ce7330a96a7785d534a3f0abdeed495253c86"),
    ]

    /// Lot A2 is not in [0, 4): the lot A1 lies in its place.
    static let absentLot = "https://id.gs1.org/01/06901234567892/10/A2"
    static let absentValue = "689e5e5a985695ce9bd8d246dfa4020e302b229f74670e3f9554a97bf7d2bbb9"
    static let absentPath: [(UInt8, String)] = [
        (0, "2170f482319420caa4c97288538259e9824cc5af47846bd3ed74790b29eb6d14")
    ]

    static func run(_ range: Range<UInt64>) -> TestRun {
        TestRun(range: range, names: Array(names[Int(range.lowerBound)..<Int(range.upperBound)]))
    }

    static func hash(_ hexadecimal: String) -> MerkleHash {
        let digits = Array(hexadecimal)
        let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0..<$0 + 2]), radix: 16)! }
        return MerkleHash(bytes: bytes)!
    }

    static func path(_ steps: [(UInt8, String)]) -> [PathStep] {
        steps.map { PathStep(bit: $0.0, sibling: hash($0.1)) }
    }
}
