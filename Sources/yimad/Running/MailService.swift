import CommandSupport
import Hosting
import Ledger
import Logging
import Mailing
import ServiceLifecycle
import Values

/// Tells warnings by mail, until the daemon shuts down.
struct MailService: Service {
    let mail: WarningMail
    let intervalSeconds: Int

    init(_ settings: MailSettings, _ risk: RiskDesk, origin: String, logger: Logger) {
        intervalSeconds = settings.intervalSeconds
        let receiver = "mailto:" + settings.to.map(\.description).sorted().joined(separator: ",")
        mail = WarningMail(
            store: risk.store, receiver: receiver, origin: origin, kinds: settings.kinds,
            mailing: WarningPost(settings: settings, logger: logger), logger: logger)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await mail.run(interval: .seconds(intervalSeconds)) }
    }
}

/// The post over SMTP.
struct WarningPost: WarningMailing {
    let settings: MailSettings
    let logger: Logger

    func send(_ digest: WarningDigest) async -> MailAnswer {
        let numbers = digest.numbers
        let message = MailMessage(
            from: settings.from, to: settings.to, subject: digest.subject, body: digest.body,
            date: OffsetTime(moment: .now, offsetMinutes: 480),
            // A mail that is sent twice has one Message-ID, by which it is known.
            identity: ("\(digest.series).\(numbers.lowerBound)-\(numbers.upperBound)", digest.origin))
        do throws(SMTPError) {
            let taken = try await SMTPClient(host: settings.host, port: settings.port).send(message)
            for address in taken.refused {
                logger.warning("the mail server does not want a receiver", metadata: ["receiver": "\(address)"])
            }
            return .taken
        } catch {
            return .failed(reason: error.reason)
        }
    }
}
