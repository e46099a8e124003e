service-name = Secure Research Service
