import CommandSupport
import DeviceSync
import Ledger
import TransparencyLog
import Values

extension CommandError {
    /// That a ledger did not keep its word, or could not be held to it. What it broke its word by is kept as a fork file.
    ///
    /// - Parameter url: the ledger's address.
    init(_ failure: HoldingFailure, url: String, key: VerifierKey) {
        let place = Wording(url)
        switch failure {
        case .broken(let fork):
            self.init(.violated, at: place, failure.wording, hint: Self.hint(fork, kept: ForkArchive.keep(fork)))
        // What another key signed is no word of this ledger: it makes nothing false, and vouches for nothing.
        case .notSigned, .otherOrigin:
            self.init(
                .undecided, at: place, failure.wording,
                hint: Wording(
                    en: "known here is \(key); where the ledger was rightly begun anew, name its key with --ledger-key",
                    zh: "此处已知的密钥是 \(key)；若账本确已重建，请用 --ledger-key 指定新密钥"))
        case .unchecked:
            self.init(.undecided, at: place, failure.wording)
        case .unreachable:
            self.init(.unreachable, at: place, failure.wording)
        case .unusable:
            self.init(
                .undecided, at: place, failure.wording,
                hint: Wording(
                    en: "remembered heads are in \(Places.heads), and in the journal",
                    zh: "已记住的检查点在 \(Places.heads) 及日志中"))
        case .store(let error):
            let status: ExitStatus =
                switch error.kind {
                case .cannotRead: .cannotRead
                case .cannotWrite: .cannotWrite
                case .busy: .tryLater
                }
            self.init(status, failure.wording)
        }
    }

    private static func hint(_ fork: LogFork, kept path: String?) -> Wording {
        guard let path else {
            return Wording(
                en: "report this to the ledger's host and witnesses", zh: "请报告账本主机与见证方")
        }
        let isProven = fork.alleged?.isProven == true
        return Wording(
            en: (isProven ? "the proof" : "what is alleged")
                + " is kept in \(path): anybody can check it with the ledger's "
                + "key (yima verify --fork FILE); report it to the ledger's host and witnesses",
            zh: (isProven ? "证据" : "所称内容") + "已保存在 \(path)：任何人均可用账本密钥核查（yima verify --fork 文件）；请报告账本主机与见证方")
    }
}

extension Wording {
    static let wayOutOfFork = Wording(
        en: "find the newest copy of the journal and use it; where it is lost, have this device revoked on the host "
            + "(yimad device revoke) and begin a new journal under another name",
        zh: "请找到并使用最新的日志副本；若已丢失，请在主机上吊销本设备（yimad device revoke），再以新名称建立日志")
}
