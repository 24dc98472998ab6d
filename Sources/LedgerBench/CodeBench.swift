import Codes
import Glibc

/// Measures how many written codes a core makes into identities in a second of its own time: `CodeReader.read` alone.
enum CodeBench {
    /// One of each written form that a scanner or a document gives, with all its parts.
    static let forms: [(name: String, written: String)] = [
        ("EAN-13", "6901234567892"),
        ("bracketed (01)(10)(21)", "(01)06901234567892(10)LOT20260301A(21)SN000000000017"),
        ("GS1-128 with FNC1", "]C1010690123456789210LOT20260301A\u{1D}21SN000000000017"),
        ("the same with its expiry", "]d201069012345678921726123110LOT20260301A\u{1D}21SN000000000017"),
        ("Digital Link with lot and serial", "https://id.gs1.org/01/06901234567892/10/LOT20260301A/21/SN000000000017"),
        ("EPC sgtin", "urn:epc:id:sgtin:6901234.056789.SN000000000017"),
        ("EPC sscc", "urn:epc:id:sscc:6901234.0123456789"),
        ("USCC", "91350100M000100Y43"),
        ("container", "CSQU3054383"),
        ("food licence", "SC10635010000013"),
        ("firm's lot code", "MH-DHY-260301-07-0042-2"),
    ]

    /// Prints codes a second for each form: the user time of this process, so that a busy machine changes little.
    static func run(codes count: Int = 200_000, rounds: Int = 3) {
        let reader = CodeReader()
        for (name, written) in forms {
            var best = Double.infinity
            for _ in 0..<rounds {
                let before = userSeconds
                var length = 0
                for _ in 0..<count {
                    guard let code = try? reader.read(written) else { preconditionFailure("\(written) is not read") }
                    length += code.key.utf8.count
                }
                precondition(length > 0)
                best = min(best, userSeconds - before)
            }
            print("\(name): \(Int(Double(count) / best)) codes/s a core")
        }
    }

    private static var userSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
    }
}
